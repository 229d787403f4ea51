/// A number or nil in eight bytes instead of sixteen: what the collector keeps of each task is copied often.
///
/// The smallest number stands for nil, as it does in a batch of rows.
@propertyWrapper
package struct Compact: Equatable {
    private var number: Int64

    package init() { number = .min }
    package init(wrappedValue: Int64?) { number = wrappedValue ?? .min }

    package var wrappedValue: Int64? {
        @inline(__always) get { number == .min ? nil : number }
        @inline(__always) set { number = newValue ?? .min }
    }
}
