import Foundation
import Logging

/// Writes log lines as `2018-01-02 08:05:12,957 file:line message`.
struct DocumentLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let print: DocumentProgram.Log

    init(_ print: @escaping DocumentProgram.Log) {
        self.print = print
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fileName = event.file.split(separator: "/").last ?? ""
        print("\(Self.timestamp(Date())) \(fileName):\(event.line) \(event.message)")
    }

    static func timestamp(_ date: Date, in zone: TimeZone = .current) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second, .nanosecond], from: date)
        let day = [padded(parts.year, 4), padded(parts.month), padded(parts.day)].joined(separator: "-")
        let time = [padded(parts.hour), padded(parts.minute), padded(parts.second)].joined(separator: ":")
        return "\(day) \(time),\(padded((parts.nanosecond ?? 0) / 1_000_000, 3))"
    }

    private static func padded(_ number: Int?, _ width: Int = 2) -> String {
        let digits = String(number ?? 0)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
