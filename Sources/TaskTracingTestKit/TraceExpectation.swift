/// Something that a trace must hold: asked by ``InMemoryTrace/expect(_:)``, and told in a sentence where it does not.
///
/// Expectations of your own are made as these are:
///
/// ```swift
/// extension TraceExpectation {
///     static var atMostFourWorkers: TraceExpectation {
///         TraceExpectation { trace in
///             let count = trace.tasks(named: "worker").count
///             return count <= 4 ? [] : ["there were \(count) workers, not 4 at most"]
///         }
///     }
/// }
/// ```
public struct TraceExpectation: Sendable {
    private let check: @Sendable (InMemoryTrace) -> [String]

    /// Makes an expectation of `check`, which gives a sentence for each thing that is not as it should be.
    public init(_ check: @escaping @Sendable (InMemoryTrace) -> [String]) {
        self.check = check
    }

    /// What is not as it should be in `trace`: a sentence each, none if it holds.
    public func violations(in trace: InMemoryTrace) -> [String] { check(trace) }
}

/// A trace does not hold what was expected of it.
public struct TraceExpectationFailure: Error, Hashable, CustomStringConvertible {
    /// What is not as it should be: a sentence each.
    public let violations: [String]

    /// The sentences, a line each; at most twenty.
    public var description: String {
        let shown = violations.prefix(20).joined(separator: "\n")
        return violations.count > 20 ? "\(shown)\nand \(violations.count - 20) more" : shown
    }
}

extension InMemoryTrace {
    /// Throws a ``TraceExpectationFailure`` that says what is not as it should be, if anything is.
    ///
    /// A test of Swift Testing or XCTest that throws it fails with these words.
    public func expect(_ expectations: TraceExpectation...) throws {
        let violations = expectations.flatMap { $0.violations(in: self) }
        guard violations.isEmpty else { throw TraceExpectationFailure(violations: violations) }
    }
}
