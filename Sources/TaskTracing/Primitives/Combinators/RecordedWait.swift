internal import TraceModel

/// A wait for several futures, as a traced object: from it, a trace tells which tasks are awaited.
struct RecordedWait: Sendable {
    private let number = Recorder.nextObject()
    private let location: SourceLocation

    /// `futures` are their numbers.
    init(_ name: String, for futures: some Sequence<UInt32>, _ location: SourceLocation) {
        self.location = location
        guard Recorder.isRecording else { return }
        Recorder.objectCreated(number, kind: .wait, name: name, site: location.site)
        for future in futures { Recorder.futureSource(number, future) }
    }

    /// The running task is about to wait.
    func begins() {
        Recorder.waitBegin(number, reason: .futures, site: location.site)
    }

    func isOver() {
        Recorder.objectEnded(number)
    }
}
