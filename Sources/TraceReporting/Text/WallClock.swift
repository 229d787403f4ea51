internal import Foundation

/// Dates as people and sorting like them.
package enum WallClock {
    /// `2023-11-14 22:13:20` of nanoseconds since 1970, in universal time.
    package static func text(_ nanoseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(nanoseconds / 1_000_000_000))
            .formatted(.iso8601.dateSeparator(.dash).dateTimeSeparator(.space).timeSeparator(.colon))
            .replacing("Z", with: "")
    }

    /// A time by the clock as users write it: `14:03:12.5`, or with the day, `2026-11-21 14:03:12`. In universal time.
    package struct Moment: Sendable, Hashable {
        /// Of the day, in nanoseconds.
        private let time: Int64
        /// Midnight in nanoseconds since 1970; nil: the day of the trace, or the next.
        private let day: Int64?

        private static let dayLength: Int64 = 86_400_000_000_000

        package init?(_ text: String) {
            let form = /(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z?/
            guard let match = text.wholeMatch(of: form), let hour = Int64(match.4),
                let minute = Int64(match.5),
                hour < 24, minute < 60
            else { return nil }
            let second = match.6.flatMap { Int64($0) } ?? 0
            guard second < 60 else { return nil }
            let fraction = match.7.map { String($0).padding(toLength: 9, withPad: "0", startingAt: 0) }
            time =
                ((hour * 60 + minute) * 60 + second) * 1_000_000_000 + (fraction.flatMap { Int64($0) } ?? 0)
            guard let year = match.1, let month = match.2, let number = match.3 else {
                day = nil
                return
            }
            let style = Date.ISO8601FormatStyle().year().month().day()
            guard let date = try? Date("\(year)-\(month)-\(number)", strategy: style),
                date.timeIntervalSince1970.magnitude < 9e9
            else { return nil }
            day = Int64(date.timeIntervalSince1970) * 1_000_000_000
        }

        /// Since the beginning of a trace; nil if it lies before.
        package func since(_ zero: Int64) -> Int64? {
            if let day {
                let moment = day.clampedAdding(time).clampedSubtracting(zero)
                return moment >= 0 ? moment : nil
            }
            let sinceMidnight = ((zero % Self.dayLength) + Self.dayLength) % Self.dayLength
            let moment = time - sinceMidnight
            return moment >= 0 ? moment : moment + Self.dayLength
        }
    }
}
