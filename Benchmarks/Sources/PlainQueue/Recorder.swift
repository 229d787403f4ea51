// Stands in for the recorder: these are the sources of the library's queue, without instrumentation.
enum Recorder {
    struct Site: Sendable { static let unknown = Site() }

    static var isRecording: Bool { false }
    static func nextObject() -> UInt32 { 1 }
    static func objectEnded(_ object: UInt32) {}
    static func site(_ function: StaticString, _ file: StaticString, _ line: UInt) -> Site { Site() }
}

extension QueueStorage {
    func recordCreation(_ name: String, _ site: Recorder.Site) {}
    func recordPut(_ item: UInt32, _ depth: Int, _ site: Recorder.Site, _ text: String?) {}
    func recordGet(_ item: UInt32, _ depth: Int, _ site: Recorder.Site) {}
    func recordWait(_ wait: QueueWait, _ site: Recorder.Site) {}
    func recordShutDown(immediately: Bool, _ site: Recorder.Site) {}
    func recordFinish(_ woken: Int, _ site: Recorder.Site) {}
}
