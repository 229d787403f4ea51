import TaskTracing

extension DocumentPrograms {
    /// Two tasks, whose results are handled in the order of their completion.
    static let asCompletedProgram = DocumentProgram(1, "as completed") { context in
        let futures = [("test1", 3.0), ("test2", 1.0)].map { name, seconds in
            TracedFuture(name: name) {
                try await context.sleep(seconds)
                context.print("now in \(name).")
                return name
            }
        }
        for try await future in asCompleted(futures) {
            context.print(try future.result())
        }
    }
}
