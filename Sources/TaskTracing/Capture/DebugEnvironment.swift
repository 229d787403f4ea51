internal import Glibc

/// What the environment says of debug mode: `TASKTRACING_DEBUG`, asyncio's `PYTHONASYNCIODEBUG`.
enum DebugEnvironment {
    static let variable = "TASKTRACING_DEBUG"

    /// Read anew for each loop: a program may set it before it makes one.
    static var isOn: Bool {
        isOn(unsafe getenv(variable).map { unsafe String(cString: $0) })
    }

    static func isOn(_ value: String?) -> Bool {
        guard let value else { return false }
        return !value.isEmpty && value != "0"
    }
}
