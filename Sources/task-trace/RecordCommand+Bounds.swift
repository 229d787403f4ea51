internal import ProgramRecorder
internal import TraceCollector
internal import TraceStore

// How much a recording keeps: sizes and ages as people write them.
extension RecordCommand {
    func bounds() throws -> (RetentionLimits?, FlightRecorder.Limits?) {
        (try retention(), try flightRecorder())
    }

    private func retention() throws -> RetentionLimits? {
        guard !keep.isEmpty else { return nil }
        var limits = RetentionLimits()
        for word in keep {
            switch Amount(word) {
            case .bytes(let bytes) where limits.bytes == nil:
                guard bytes >= 16_000_000 else {
                    throw InputError("--keep \(word) is too small for a trace: give 16MB or more.")
                }
                limits.bytes = bytes
            case .nanoseconds(let age) where limits.nanoseconds == nil: limits.nanoseconds = age
            case nil: throw Self.neither("--keep", word, "2GB or 24h")
            default:
                throw InputError("--keep \(word) is a second bound of its kind: give one size and one age.")
            }
        }
        return limits
    }

    private func flightRecorder() throws -> FlightRecorder.Limits? {
        guard !flight.isEmpty else {
            guard before == nil, after == nil else {
                throw InputError(
                    "--before and --after belong to the flight recorder: give --flight 30s as well.")
            }
            return nil
        }
        if follow {
            throw InputError(
                "--flight records one process: leave out --follow, or bound the trace with --keep.")
        }
        let room = buffer / 4 * 3
        var limits = FlightRecorder.Limits(nanoseconds: nil, segments: room)
        for word in flight {
            switch Amount(word) {
            case .bytes(let bytes):
                let segments = Int(bytes >> 20)
                guard (1...room).contains(segments) else {
                    throw InputError(
                        "--flight \(word) is not between 1MiB and \(room)MiB, three quarters of --buffer: "
                            + "give another size, or a larger --buffer.")
                }
                limits.segments = segments
            case .nanoseconds(let age): limits.nanoseconds = age
            case nil: throw Self.neither("--flight", word, "30s or 64MB")
            }
        }
        if let before { limits.before = try Self.age("--before", before) }
        if let after { limits.after = try Self.age("--after", after) }
        return limits
    }

    private static func age(_ option: String, _ word: String) throws -> Int64 {
        guard case .nanoseconds(let age) = Amount(word) else {
            throw InputError("\(option) \(word) is no length of time: give one such as 10s.")
        }
        return age
    }

    private static func neither(_ option: String, _ word: String, _ examples: String) -> InputError {
        InputError("\(option) \(word) is neither a size nor an age: give one such as \(examples).")
    }
}

/// A size or a length of time, with its unit.
enum Amount: Equatable {
    case bytes(Int64)
    case nanoseconds(Int64)

    private static let sizes: [String: Double] = [
        "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 0x1p10, "mib": 0x1p20, "gib": 0x1p30,
        "tib": 0x1p40,
    ]
    private static let times: [String: Double] = [
        "ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "min": 60e9, "h": 3600e9, "d": 86400e9,
    ]

    /// Nil if it is neither, or not a positive number of something.
    init?(_ word: String) {
        let digits = word.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = word.dropFirst(digits.count).lowercased()
        guard let number = Double(digits), number > 0 else { return nil }
        if let factor = Self.sizes[unit], number * factor < 9e18 {
            self = .bytes(Int64(number * factor))
        } else if let factor = Self.times[unit], number * factor < 9e18 {
            self = .nanoseconds(Int64(number * factor))
        } else {
            return nil
        }
    }
}
