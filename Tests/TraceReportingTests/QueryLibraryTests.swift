import Foundation
import ReportLibrary
import Testing
import TraceFixtures
import TraceStore

@Suite("The queries of the reports")
struct QueryLibraryTests {
    @Test("Every query runs on an empty trace, whatever it is asked with.")
    func runs() throws {
        let made = try TestTrace()
        let trace = try TraceReader(path: made.path)
        for query in ReportLibrary.queries {
            #expect(throws: Never.self, "\(query.name)") {
                try trace.run(query.sql, ["limit": .integer(5), "threshold": .integer(1)]) { _ in }
            }
        }
    }
}
