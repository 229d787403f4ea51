internal import Foundation

/// Dates as people and sorting like them.
package enum WallClock {
    /// `2023-11-14 22:13:20` of nanoseconds since 1970, in universal time.
    package static func text(_ nanoseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(nanoseconds / 1_000_000_000))
            .formatted(.iso8601.dateSeparator(.dash).dateTimeSeparator(.space).timeSeparator(.colon))
            .replacing("Z", with: "")
    }
}
