internal import TraceModel

// Puts and gets are recorded within the lock: no get may be recorded before the put of its element, and
// the depths of a queue's records follow each other. Never inlined, so that what is done without recording is.
extension QueueStorage {
    func recordCreation(_ name: String, _ site: Recorder.Site) {
        Recorder.objectCreated(number, kind: .queue, name: name, site: site)
    }

    @inline(never)
    func recordPut(_ item: UInt32, _ depth: Int, _ site: Recorder.Site, _ text: String?) {
        let value = Self.value(item, depth)
        if let text {
            Recorder.record(.queuePut, object: number, site: site, value: value, text: text)
        } else {
            Recorder.record(.queuePut, object: number, site: site, value: value)
        }
    }

    @inline(never)
    func recordGet(_ item: UInt32, _ depth: Int, _ site: Recorder.Site) {
        Recorder.record(
            .queueGet, object: number, site: site, value: Self.value(item, depth))
    }

    @inline(never)
    func recordWait(_ wait: QueueWait, _ site: Recorder.Site) {
        let reason: WaitReason =
            switch wait {
            case .get: .queueGet
            case .put: .queuePut
            case .join: .queueJoin
            }
        Recorder.waitBegin(number, reason: reason, site: site)
    }

    @inline(never)
    func recordShutDown(immediately: Bool, _ site: Recorder.Site) {
        Recorder.record(
            .queueShutDown, object: number, site: site, value: immediately ? 1 : 0)
    }

    @inline(never)
    func recordFinish(_ woken: Int, _ site: Recorder.Site) {
        Recorder.record(.queueFinish, object: number, site: site, value: UInt64(woken))
    }

    private static func value(_ item: UInt32, _ depth: Int) -> UInt64 {
        UInt64(UInt32(clamping: depth)) | UInt64(item) << 32
    }
}
