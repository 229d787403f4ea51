internal import CTaskProbe
package import TraceModel

extension RuntimeReport {
    /// What the self-check of this process has seen so far.
    package static var ofThisProcess: RuntimeReport { unsafe RuntimeReport(tt_probe_report()) }

    init(_ report: UnsafePointer<tt_runtime_report>) {
        self.init()
        let library = unsafe withUnsafeBytes(of: report.pointee.library) { unsafe Self.text($0) }
        self.library = library.isEmpty ? nil : library
        layoutVersion = unsafe report.pointee.layout_version < 0 ? nil : Int(report.pointee.layout_version)
        taskSize = unsafe report.pointee.task_size == 0 ? nil : Int(report.pointee.task_size)
        for index in 0..<(unsafe report.pointee.check_count) {
            guard let check = unsafe tt_report_check(report, index) else { break }
            let name = unsafe withUnsafeBytes(of: check.pointee.name) { unsafe Self.text($0) }
            let detail = unsafe withUnsafeBytes(of: check.pointee.detail) { unsafe Self.text($0) }
            checks.append(
                Check(name: name, result: unsafe Self.result(check.pointee.result), detail: detail))
        }
    }

    private static func result(_ result: tt_check_result) -> Result {
        switch result {
        case TT_CHECK_PASSED: .passed
        case TT_CHECK_LIMITED: .limited
        case TT_CHECK_FAILED: .failed
        default: .skipped
        }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
