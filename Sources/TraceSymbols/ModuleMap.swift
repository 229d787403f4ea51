internal import CSymbolTable

/// An executable or library, and where its code lies in the process.
package struct Module: Sendable, Hashable {
    package let path: String
    /// What its addresses were moved by when it was loaded.
    package let base: UInt64
    package let addresses: Range<UInt64>
    /// That of the file that was loaded, nil where it cannot be told.
    package let identity: FileIdentity?

    package init(path: String, base: UInt64, addresses: Range<UInt64>, identity: FileIdentity?) {
        self.identity = identity
        self.path = path
        self.base = base
        self.addresses = addresses
    }

    /// Whether the file at the path is still the one that was loaded; nil if there is none any more.
    package var isUnchanged: Bool? {
        guard let now = FileIdentity(path: path) else { return nil }
        return identity.map { $0.isSameProgram(as: now) } ?? false
    }

    /// The modules of this process, as they are loaded now.
    package static func ofThisProcess() -> [Module] {
        final class List { var modules: [Module] = [] }
        let list = List()
        unsafe st_each_module(
            { module, context in
                guard let module = unsafe module, let context = unsafe context else { return false }
                let list = unsafe Unmanaged<List>.fromOpaque(context).takeUnretainedValue()
                let found = unsafe module.pointee
                if unsafe found.first < found.last {
                    list.modules.append(
                        unsafe Module(
                            path: String(cString: found.path), base: found.base,
                            addresses: found.first..<found.last, identity: FileIdentity(found.identity)))
                }
                return true
            }, Unmanaged.passUnretained(list).toOpaque())
        return list.modules
    }
}

/// Finds the module of an address.
package struct ModuleMap {
    package let modules: [Module]

    package init(_ modules: [Module]) {
        self.modules = modules.sorted { $0.addresses.lowerBound < $1.addresses.lowerBound }
    }

    package func index(of address: UInt64) -> Int? {
        var low = 0
        var high = modules.count
        while low < high {
            let middle = (low + high) / 2
            if modules[middle].addresses.lowerBound <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, modules[low - 1].addresses.contains(address) else { return nil }
        return low - 1
    }
}
