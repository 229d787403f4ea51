/// A function to be called when a future is done; two are equal when they are the same object.
public final class DoneCallback<Value: Sendable>: Sendable {
    /// The name by which descriptions and traces call it.
    public let name: String

    let location: SourceLocation
    let body: @Sendable (TracedFuture<Value>) throws -> Void

    /// Creates a callback that can be added to several futures, and removed from them.
    ///
    /// Its name is by default the function that it is written in.
    public convenience init(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @escaping @Sendable (TracedFuture<Value>) throws -> Void
    ) {
        self.init(name: name, SourceLocation(function, fileID, line), body)
    }

    init(
        name: String?, _ location: SourceLocation,
        _ body: @escaping @Sendable (TracedFuture<Value>) throws -> Void
    ) {
        self.name = name ?? String(describing: location.function)
        self.location = location
        self.body = body
    }
}

extension DoneCallback: Hashable {
    /// Whether both are the same object.
    public static func == (left: DoneCallback, right: DoneCallback) -> Bool { left === right }

    /// Feeds the object's identity into `hasher`.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension DoneCallback: CustomStringConvertible {
    /// As in `show() at Main.swift:7`.
    public var description: String { "\(name) at \(location)" }
}
