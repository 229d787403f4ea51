// What one record costs, on a thread with a processor of its own; the collector has another one.
//
//     swift run -c release hot [--monotonic] [millions of records]
//
// With --monotonic the records' clock is clock_gettime instead of the processor's counter. Bare readings of the clock
// are measured in turn with the records: on a slow day both are slow.
import CHotPath
import CTaskProbe
import Foundation
import TaskTracing

let isMonotonic = CommandLine.arguments.contains("--monotonic")
let millions = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }.first ?? 20
if isMonotonic { unsafe setenv("TASKTRACING_CLOCK", "monotonic", 1) }
let last = Int32(sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)
let place: @Sendable (Int32) -> Void = { processor in
    if hot_place(processor) != 0 { print("A thread cannot be placed on processor \(processor).") }
}
let records = millions * 1_000_000

/// Runs it on a thread of the first processor.
func onOwnProcessor(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { (ended: CheckedContinuation<Void, Never>) in
        Thread.detachNewThread {
            place(0)
            body()
            ended.resume()
        }
    }
}

@Sendable func measureBackToBack() {
    let rounds: UInt64 = 20
    let count = records / rounds / 4
    hot_record(count)
    var (bare, recording, idle, marginal): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for _ in 0..<rounds {
        bare.append(nanoseconds(count, isMonotonic ? hot_read_monotonic : hot_read_counter))
        recording.append(nanoseconds(count, hot_record))
        idle.append(nanoseconds(count, hot_work))
        marginal.append(nanoseconds(count, hot_work_and_record) - idle[idle.count - 1])
    }
    print("bare reading of the clock    \(Spread(bare).text) ns")
    print("record, back to back         \(Spread(recording).text) ns")
    print("record within work           \(Spread(marginal).text) ns more than \(Spread(idle).text) ns")
}

func lossText() -> String {
    let lost = unsafe tt_lost_records(tt_control_page()).records
    return lost == 0 ? "nothing was lost" : "\(lost) LOST"
}

tt_clock_choose()
print("clock \(unsafe String(cString: tt_clock_name())), \(millions) million records")
print("the tracer's own measure: \(tt_clock_reading_cost()) ns a reading, \(tt_record_cost()) ns a record")

print("\nSegments given back unread")
let folder = "/dev/shm/task-trace-hot-\(getpid())"
guard unsafe tt_segments_open(folder, 1, 256, 0) == 0 else { fatalError("There is no room in /dev/shm.") }
tt_segments_provision(8)
tt_set_recording(true)
_ = tt_segments_provision_always(8)
let recycler = Recycler()
recycler.start(on: last, place: place)
await onOwnProcessor(measureBackToBack)
await onOwnProcessor {
    print("single ones, ns: p50 / p99.9 / p99.99 / p99.999")
    print("  two readings               \(Singles(count: records, rest: 1, records: false).text)")
    print("  and a record between       \(Singles(count: records, rest: 1, records: true).text)")
    print("  \(lossText())")
}
recycler.stop()
tt_set_recording(false)
tt_segments_close(false)
unsafe rmdir(folder)

print("\nWith the collector: one record each 2 µs or so")
let trace = FileManager.default.temporaryDirectory.appending(path: "hot-\(getpid()).sqlite").path
var configuration = TaskTracingConfiguration()
configuration.findsSourceLines = false
let tracer = try await TaskTracer.start(to: trace, configuration: configuration)
for number in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") {
    let name = try? String(contentsOfFile: "/proc/self/task/\(number)/comm", encoding: .utf8)
    guard name?.hasPrefix("task-") == true, let thread = Int32(number) else { continue }
    _ = hot_place_thread(thread, last)
}
await onOwnProcessor {
    print("  two readings               \(Singles(count: records, rest: 20, records: false).text)")
    print("  and a record between       \(Singles(count: records, rest: 20, records: true).text)")
    print("  \(lossText())")
}
await tracer.stop()
for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: trace + suffix) }
