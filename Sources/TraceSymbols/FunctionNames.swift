/// Names functions of this process by their addresses.
///
/// Not `Sendable`: reads symbol tables when it first needs them.
package final class FunctionNames {
    private var modules = ModuleMap(Module.ofThisProcess())
    private var tables: [String: SymbolTable] = [:]

    package init() {}

    /// The function that holds this address, as people name it.
    package func function(at address: UInt64) -> String? {
        if modules.index(of: address) == nil { modules = ModuleMap(Module.ofThisProcess()) }
        guard let index = modules.index(of: address) else { return nil }
        let module = modules.modules[index]
        let table = tables[module.path] ?? SymbolTable(path: module.path)
        tables[module.path] = table
        return table?.symbol(at: address &- module.base).map { Demangler.functionName($0.name) }
    }
}
