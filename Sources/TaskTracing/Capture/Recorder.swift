internal import CTaskProbe
package import TraceModel

/// The recording side of the primitives: Swift's face of `record.h`.
///
/// Every call is a no-op while nothing is being traced, and costs one relaxed load then.
package enum Recorder {
    /// A place in the source, as the `code` of a record.
    package struct Site: Sendable, Hashable {
        package let code: UInt64
        package static let unknown = Site(code: 0)
    }

    package static var isRecording: Bool { tt_is_recording() }

    /// The task that runs on this thread, 0 if none or if it is not known.
    package static var currentTask: UInt32 { tt_current_task() }

    /// A number for a traced object or handle: unique in the process, never 0. Also given while nothing is
    /// recorded, so that an object keeps its number when tracing starts later.
    package static func nextObject() -> UInt32 { tt_next_object() }

    /// The site of a call, defined in the trace when it is first seen.
    package static func site(_ function: StaticString, _ file: StaticString, _ line: UInt) -> Site {
        guard tt_is_recording() else { return .unknown }
        return unsafe Site(
            code: tt_source_site(
                function.utf8Start, function.utf8CodeUnitCount, file.utf8Start, file.utf8CodeUnitCount,
                UInt32(truncatingIfNeeded: line)))
    }

    /// A happening at a traced object, by the running task.
    package static func record(
        _ kind: RecordKind, object: UInt32, detail: UInt8 = 0, site: Site = .unknown, value: UInt64 = 0
    ) {
        guard tt_is_recording() else { return }
        tt_record_object(tt_kind(rawValue: kind.rawValue), detail, object, site.code, value)
    }

    /// The running task is about to suspend on this object. The site, where it is told, names the wait.
    package static func waitBegin(
        _ object: UInt32, reason: WaitReason, site: @autoclosure () -> Site = .unknown
    ) {
        guard tt_is_recording() else { return }
        record(.waitBegin, object: object, detail: UInt8(reason.rawValue), site: site())
    }

    /// A happening with words. Not for the hot path.
    package static func record(
        _ kind: RecordKind, object: UInt32, task: UInt32? = nil, detail: UInt8 = 0, site: Site = .unknown,
        value: UInt64 = 0, text: String
    ) {
        guard tt_is_recording() else { return }
        var text = text
        _ = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe tt_record_text(
                    tt_kind(rawValue: kind.rawValue), detail, task ?? tt_current_task(), object, site.code,
                    value,
                    characters.baseAddress, characters.count, nil, 0)
            }
        }
    }

    /// A callback or a task's step took at least the threshold; the message is what the log says.
    package static func slowCallback(
        object: UInt32, task: UInt32?, site: Site, duration: Duration, threshold: Duration, message: String
    ) {
        guard tt_is_recording() else { return }
        var message = message
        var threshold = String(threshold.wholeNanoseconds)
        _ = message.withUTF8 { message in
            threshold.withUTF8 { threshold in
                unsafe tt_record_text(
                    TT_SLOW_CALLBACK, task == nil ? 0 : 1, task ?? tt_current_task(), object, site.code,
                    UInt64(max(duration.wholeNanoseconds, 0)),
                    UnsafeRawPointer(message.baseAddress)?.bindMemory(
                        to: CChar.self, capacity: message.count),
                    message.count,
                    UnsafeRawPointer(threshold.baseAddress)?.bindMemory(
                        to: CChar.self, capacity: threshold.count), threshold.count)
            }
        }
    }

    /// The low half of the id of the task that a job belongs to, 0 if the runtime cannot tell.
    package static func task(of job: UnownedJob) -> UInt32 {
        unsafe tt_runtime_task_of_job(unsafeBitCast(job, to: UnsafeRawPointer.self))
    }

    /// A traced object came to be.
    package static func objectCreated(_ object: UInt32, kind: ObjectKind, name: String?, site: Site) {
        if let name {
            record(.objectCreate, object: object, detail: UInt8(kind.rawValue), site: site, text: name)
        } else {
            record(.objectCreate, object: object, detail: UInt8(kind.rawValue), site: site)
        }
    }

    /// The end of a future or wait comes, also, from that of another future.
    package static func futureSource(_ object: UInt32, _ source: UInt32) {
        record(.futureSource, object: object, value: UInt64(source))
    }

    package static func objectEnded(_ object: UInt32) {
        record(.objectEnd, object: object)
    }
}
