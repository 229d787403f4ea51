internal import CTaskProbe
package import TraceModel

extension Recorder {
    /// A happening at a traced object that another task than the running one had asked for.
    package static func record(
        _ kind: RecordKind, object: UInt32, byTask task: UInt32, site: Site = .unknown, value: UInt64 = 0
    ) {
        guard tt_is_recording() else { return }
        tt_record_task(tt_kind(rawValue: kind.rawValue), 0, task, object, site.code, value)
    }
}
