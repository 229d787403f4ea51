internal import CTaskProbe
package import TraceModel

extension Recorder {
    /// Makes tasks on behalf of a caller at `site`: they are recorded as made there.
    package static func creating<Made>(at site: Site, _ make: () -> Made) -> Made {
        tt_set_creation_site(site.code)
        defer { tt_set_creation_site(0) }
        return make()
    }

    /// The task that is being made runs already, within the call that makes it: what it makes is its own.
    package static func isCreated() {
        tt_set_creation_site(0)
    }

    /// A happening at a traced object that another task than the running one had asked for.
    package static func record(
        _ kind: RecordKind, object: UInt32, byTask task: UInt32, site: Site = .unknown, value: UInt64 = 0
    ) {
        guard tt_is_recording() else { return }
        tt_record_task(tt_kind(rawValue: kind.rawValue), 0, task, object, site.code, value)
    }
}
