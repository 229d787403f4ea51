import Foundation

/// Which thread runs on which processor, so that the tracer's work is not done in the program's time.
enum Processors {
    /// Puts the program on the first processor. Threads that are made later inherit it.
    static func placeProgram() {
        for (thread, _) in threads() { place(thread, on: 0) }
    }

    /// Puts the collector on the second one, and leaves the program where it is.
    static func placeCollector() {
        for (thread, name) in threads() where name == "task-collector" { place(thread, on: 1) }
    }

    private static func threads() -> [(Int32, String)] {
        let folder = "/proc/self/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { number in
            guard let thread = Int32(number) else { return nil }
            let name = try? String(contentsOfFile: "\(folder)/\(number)/comm", encoding: .utf8)
            return (thread, name?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "")
        }
    }

    private static func place(_ thread: Int32, on processor: Int) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
        process.arguments = ["-cp", "\(processor)", "\(thread)"]
        process.standardOutput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return }
        process.waitUntilExit()
    }
}
