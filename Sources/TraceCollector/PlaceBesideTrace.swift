internal import Glibc

/// Names of what a recording puts beside its trace.
package enum PlaceBesideTrace {
    /// The path from the root on, since the program may change its directory; nil where that cannot be told.
    package static func absolute(_ path: String) -> String? {
        if path.hasPrefix("/") { return path }
        guard let current = unsafe getcwd(nil, 0) else { return nil }
        defer { unsafe free(current) }
        return unsafe String(cString: current) + "/" + path
    }

    /// One with a number that is free, since an earlier recording may have left there what is to be recovered.
    package static func freeName(_ trace: String, suffix: String) -> String {
        var number = 1
        while true {
            let name = "\(trace).\(getpid())-\(number).\(suffix)"
            guard unsafe access(name, F_OK) == 0 else { return name }
            number += 1
        }
    }
}
