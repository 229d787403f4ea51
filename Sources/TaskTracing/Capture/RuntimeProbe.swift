internal import CTaskProbe
internal import Synchronization
internal import TraceCollector
internal import TraceModel

/// The runtime probe with its last check: a canary task must leave exactly the records that it should.
enum RuntimeProbe {
    struct Refusal: Error {
        let runtime: RuntimeReport
        var reason: String { runtime.refusal }
    }

    /// A probe that is in.
    struct Installation {
        /// The canaries' tasks, which are the tracer's own and not the program's.
        let canaries: Set<UInt32>
        let runtime: RuntimeReport
    }

    /// Whether this runtime looks like one that the probe knows, before anything is installed.
    static func check() throws(Refusal) {
        guard tt_probe_check() == TT_PROBE_OK else {
            throw Refusal(runtime: .ofThisProcess.with(.skipped, "an earlier check has failed"))
        }
    }

    /// What the check saw: the runtime's file, its layout, the symbols found.
    static var description: String { unsafe String(cString: tt_probe_description()) }

    /// Installs the probe and sends the canary through it; on refusal nothing stays installed.
    ///
    /// On a busy machine the canary may be woken before it has suspended, and then goes on at once. So it has some
    /// tries, with ever more time.
    ///
    nonisolated(nonsending) static func install(_ options: tt_probe_options) async throws(Refusal)
        -> Installation
    {
        tt_probe_set_end_announcements(2)
        tt_probe_install(options)
        var canaries: Set<UInt32> = []
        var seen: [RecordKind] = []
        var isEndKnown = true
        for attempt in 0..<6 {
            let canary = await flyCanary(suspendedFor: .microseconds(200 << (2 * attempt)))
            canaries.insert(canary)
            seen = records(of: canary)
            if attempt == 0, tt_probe_end_announcements_of_canary() == 1 {
                // Where the end is announced once, it was missed this time, and is known from now on.
                tt_probe_set_end_announcements(1)
                isEndKnown = false
            }
            if seen == life + (isEndKnown ? [.taskEnd] : []) {
                let detail = "a task that suspends, is woken by a thread and ends left exactly its records"
                return Installation(
                    canaries: canaries, runtime: .ofThisProcess.with(.passed, detail))
            }
            isEndKnown = true
        }
        tt_probe_remove()
        guard unsafe tt_lost_records(tt_control_page()).records == 0 else {
            throw Refusal(
                runtime: .ofThisProcess.with(
                    .failed, "the test task's records do not fit the buffer, which is too small"))
        }
        let words = seen.map { String(describing: $0) }.joined(separator: ", ")
        throw Refusal(
            runtime: .ofThisProcess.with(
                .failed, "the test task left [\(words)] instead of the records expected"))
    }

    static func remove() { tt_probe_remove() }

    /// The task that calls this has been running since before the probe.
    static func adoptCurrentTask(_ site: Recorder.Site) { tt_probe_adopt(site.code) }

    static var currentTask: UInt32 { tt_runtime_current_task() }

    private static let life: [RecordKind] = [.taskCreate, .taskRun, .taskSuspend, .taskEnqueue, .taskRun]

    private static func records(of task: UInt32) -> [RecordKind] {
        var records = [tt_record](repeating: tt_record(), count: 32)
        let count = unsafe tt_task_records(task, &records, records.count)
        return records[..<count].compactMap { RecordKind(rawValue: UInt8(truncatingIfNeeded: $0.word >> 48)) }
    }

    /// A task that suspends, is woken by a thread that is no task, and ends.
    nonisolated(nonsending) private static func flyCanary(suspendedFor duration: Duration) async -> UInt32 {
        await Task.detached {
            let id = tt_runtime_current_task()
            tt_probe_watch_canary(id)
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let started = TracerThread.start("task-canary") {
                    TracerThread.sleep(duration)
                    continuation.resume()
                }
                if !started { continuation.resume() }
            }
            return id
        }.value
    }
}

extension RuntimeReport {
    /// With the result of the last check, that of the test task.
    func with(_ result: Result, _ detail: String) -> RuntimeReport {
        var report = self
        report.checks.append(Check(name: "test_task", result: result, detail: detail))
        return report
    }
}
