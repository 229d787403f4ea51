// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "task-tracing-benchmarks",
    dependencies: [
        .package(name: "swift-task-tracing", path: ".."),
        // For comparison.
        .package(url: "https://github.com/apple/swift-async-algorithms.git", from: "1.1.0"),
    ],
    targets: [
        .executableTarget(
            name: "overhead", dependencies: [.product(name: "TaskTracing", package: "swift-task-tracing")]),
        .executableTarget(
            name: "events", dependencies: [.product(name: "TaskTracing", package: "swift-task-tracing")]),
        .executableTarget(
            name: "loop", dependencies: [.product(name: "TaskTracing", package: "swift-task-tracing")]),
        // The lock without its instrumentation, in a module of its own as the one that it is compared with.
        .target(name: "PlainLock"),
        .executableTarget(
            name: "locks",
            dependencies: ["PlainLock", .product(name: "TaskTracing", package: "swift-task-tracing")]),
        .executableTarget(
            name: "primitives",
            dependencies: [
                .product(name: "TaskTracing", package: "swift-task-tracing"),
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"), "PlainQueue",
            ]),
        // The library's queue without instrumentation.
        .target(name: "PlainQueue"),
        .executableTarget(
            name: "queue-soak", dependencies: [.product(name: "TaskTracing", package: "swift-task-tracing")]),
    ]
)
