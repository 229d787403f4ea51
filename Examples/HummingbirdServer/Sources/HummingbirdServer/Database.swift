/// Stands for a database on another machine: an answer takes some milliseconds and no processor time.
struct Database: Sendable {
    func article(_ number: Int) async throws -> String {
        try await Task.sleep(for: .milliseconds(3))
        return "article \(number)"
    }

    func revenue() async throws -> Int {
        try await Task.sleep(for: .milliseconds(8))
        return 1_234_567
    }
}
