import CTaskProbe
import Foundation

/// The other process: makes records until it is told that there are enough.
enum Producer {
    static let segmentsPerThread = 8

    /// Works for the process at the other end of its standard input and output: a byte for each round.
    static func run(_ folder: String, base: UInt64, nanosecondsPerTick: Double) throws {
        var program = ServerProgram()
        var files = try SegmentFiles(folder, base: base, nanosecondsPerTick: nanosecondsPerTick)
        let most = segmentsPerThread * Int(TT_SEGMENT_RECORDS)
        while true {
            var safe: Int64 = 0
            while program.records.allSatisfy({ $0.count < most }) { safe = program.step() }
            files.prepare(&program, before: safe)
            var signal: UInt8 = 0
            guard unsafe read(STDIN_FILENO, &signal, 1) == 1 else { return }
            files.publish()
            guard unsafe write(STDOUT_FILENO, &signal, 1) == 1 else { return }
        }
    }
}
