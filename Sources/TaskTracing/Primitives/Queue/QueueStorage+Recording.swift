internal import TraceModel

// Puts and gets are recorded within the lock: no get may be recorded before the put of its element, and
// the depths of a queue's records follow each other. Never inlined, so that what is done without recording is.
extension QueueStorage {
    func recordCreation(_ name: String, _ location: SourceLocation) {
        Recorder.objectCreated(number, kind: .queue, name: name, site: location.site)
    }

    @inline(never)
    func recordPut(_ item: UInt32, _ depth: Int, _ location: SourceLocation, _ text: String?) {
        let value = Self.value(item, depth)
        if let text {
            Recorder.record(.queuePut, object: number, site: location.site, value: value, text: text)
        } else {
            Recorder.record(.queuePut, object: number, site: location.site, value: value)
        }
    }

    @inline(never)
    func recordGet(_ item: UInt32, _ depth: Int, _ location: SourceLocation?) {
        Recorder.record(
            .queueGet, object: number, site: location?.site ?? .unknown, value: Self.value(item, depth))
    }

    @inline(never)
    func recordWait(_ wait: QueueWait, _ location: SourceLocation?) {
        let reason: WaitReason =
            switch wait {
            case .get: .queueGet
            case .put: .queuePut
            case .join: .queueJoin
            }
        Recorder.waitBegin(number, reason: reason, site: location?.site ?? .unknown)
    }

    @inline(never)
    func recordShutDown(immediately: Bool, _ location: SourceLocation) {
        Recorder.record(
            .queueShutDown, object: number, site: location.site, value: immediately ? 1 : 0)
    }

    @inline(never)
    func recordFinish(_ woken: Int, _ location: SourceLocation) {
        Recorder.record(.queueFinish, object: number, site: location.site, value: UInt64(woken))
    }

    private static func value(_ item: UInt32, _ depth: Int) -> UInt64 {
        UInt64(UInt32(clamping: depth)) | UInt64(item) << 32
    }
}
