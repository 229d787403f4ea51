import CTaskProbe
import Testing
import TraceModel

@Suite("Records")
struct RecordTests {
    @Test("The kinds of records are numbered alike in C and in Swift.")
    func kinds() {
        let pairs: [(RecordKind, tt_kind)] = [
            (.taskCreate, TT_TASK_CREATE), (.taskEnqueue, TT_TASK_ENQUEUE), (.taskRun, TT_TASK_RUN),
            (.taskSuspend, TT_TASK_SUSPEND), (.taskEnd, TT_TASK_END), (.taskCancel, TT_TASK_CANCEL),
            (.taskAdopt, TT_TASK_ADOPT), (.objectCreate, TT_OBJECT_CREATE), (.objectEnd, TT_OBJECT_END),
            (.waitBegin, TT_WAIT_BEGIN), (.queuePut, TT_QUEUE_PUT), (.queueGet, TT_QUEUE_GET),
            (.queueShutDown, TT_QUEUE_SHUT_DOWN), (.eventSet, TT_EVENT_SET), (.eventClear, TT_EVENT_CLEAR),
            (.eventWait, TT_EVENT_WAIT),
            (.lockAcquire, TT_LOCK_ACQUIRE), (.lockRelease, TT_LOCK_RELEASE),
            (.conditionNotify, TT_CONDITION_NOTIFY), (.barrierPass, TT_BARRIER_PASS),
            (.futureResolve, TT_FUTURE_RESOLVE), (.futureCancel, TT_FUTURE_CANCEL),
            (.neverRetrieved, TT_NEVER_RETRIEVED), (.shieldSpare, TT_SHIELD_SPARE),
            (.barrierBreak, TT_BARRIER_BREAK), (.callbackBegin, TT_CALLBACK_BEGIN),
            (.callbackEnd, TT_CALLBACK_END), (.slowCallback, TT_SLOW_CALLBACK), (.timer, TT_TIMER),
            (.timerCancel, TT_TIMER_CANCEL), (.timeoutExpire, TT_TIMEOUT_EXPIRE),
            (.timeoutReschedule, TT_TIMEOUT_RESCHEDULE), (.exception, TT_EXCEPTION),
            (.futureTask, TT_FUTURE_TASK), (.futureSource, TT_FUTURE_SOURCE),
            (.queueFinish, TT_QUEUE_FINISH), (.resultDiscarded, TT_RESULT_DISCARDED), (.stall, TT_STALL),
            (.mark, TT_MARK), (.unclosed, TT_UNCLOSED),
            (.destroyedPending, TT_DESTROYED_PENDING), (.siteDefine, TT_SITE_DEFINE),
            (.blockingBegin, TT_BLOCKING_BEGIN),
            (.blockingEnd, TT_BLOCKING_END), (.wrongThread, TT_WRONG_THREAD), (.timerLate, TT_TIMER_LATE),
            (.text, TT_TEXT),
            (.frames, TT_FRAMES), (.creationDetail, TT_CREATION_DETAIL),
            (.stack, TT_STACK), (.stackFrames, TT_STACK_FRAMES), (.executor, TT_EXECUTOR),
        ]
        for (swift, c) in pairs { #expect(swift.rawValue == c.rawValue) }
        #expect(pairs.count == RecordKind.allCases.count)
    }

    @Test("A record is 32 bytes, and a segment holds whole ones.")
    func sizes() {
        #expect(MemoryLayout<tt_record>.size == 32)
        #expect(MemoryLayout<tt_segment_header>.size <= Int(TT_SEGMENT_HEADER))
    }

    @Test("The probe's self-check passes on the toolchain's own runtime.")
    func selfCheck() {
        #expect(tt_probe_check() == TT_PROBE_OK, "\(unsafe String(cString: tt_probe_description()))")
    }
}
