/// What one 32-byte record tells: the number in the segment files.
///
/// The same table as `tt_kind` in `CTaskProbe/include/record.h`; a test holds the two together.
package enum RecordKind: UInt8, CaseIterable, Sendable {
    case taskCreate = 1
    case taskEnqueue = 2
    case taskRun = 3
    case taskSuspend = 4
    case taskEnd = 5
    case taskCancel = 6
    case taskAdopt = 7

    case objectCreate = 20
    case objectEnd = 21
    case waitBegin = 22

    case queuePut = 30
    case queueGet = 31
    case queueShutDown = 32
    case eventSet = 33
    case eventClear = 34
    case eventWait = 35
    case lockAcquire = 36
    case lockRelease = 37
    case conditionNotify = 38
    case barrierPass = 39

    case futureResolve = 40
    case futureCancel = 41
    case neverRetrieved = 42
    case shieldSpare = 43
    case barrierBreak = 44
    case callbackBegin = 45
    case callbackEnd = 46
    case slowCallback = 47
    case timer = 50
    case timerCancel = 51
    case timeoutExpire = 52
    case timeoutReschedule = 53
    case exception = 54
    case futureTask = 55
    case futureSource = 56
    case queueFinish = 57
    case resultDiscarded = 58

    case stall = 60
    case mark = 61
    case unclosed = 62
    case destroyedPending = 63
    case siteDefine = 64
    case blockingBegin = 65
    case blockingEnd = 66
    case wrongThread = 67
    case timerLate = 68

    /// Records from here on belong to the record before them on the same thread.
    case text = 128
    case frames = 129
    case creationDetail = 130
    case stack = 131
    case stackFrames = 132
    case executor = 133
}
