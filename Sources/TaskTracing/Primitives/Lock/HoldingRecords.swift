internal import TraceModel

// Holdings are recorded within the lock of the primitive: none may begin before the one that it follows has ended.
extension Recorder {
    /// `task`, or the running one, holds a lock or a permit from now on. The site is where it asked for it.
    static func holdingBegan(
        _ holding: UInt32, object: UInt32, task: UInt32? = nil, _ location: SourceLocation
    ) {
        guard isRecording else { return }
        if let task {
            record(.lockAcquire, object: object, byTask: task, site: location.site, value: UInt64(holding))
        } else {
            record(.lockAcquire, object: object, site: location.site, value: UInt64(holding))
        }
    }

    /// The running task has ended a holding; 0 where it is not known which.
    static func holdingEnded(_ holding: UInt32, object: UInt32, waiting: Int, _ location: SourceLocation) {
        guard isRecording else { return }
        record(
            .lockRelease, object: object, site: location.site,
            value: UInt64(holding) | UInt64(UInt32(clamping: waiting)) << 32)
    }
}
