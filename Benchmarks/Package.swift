// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "task-tracing-benchmarks",
    dependencies: [
        .package(name: "swift-task-tracing", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "overhead", dependencies: [.product(name: "TaskTracing", package: "swift-task-tracing")]),
        .executableTarget(
            name: "events", dependencies: [.product(name: "TaskTracing", package: "swift-task-tracing")]),
        .executableTarget(
            name: "loop", dependencies: [.product(name: "TaskTracing", package: "swift-task-tracing")]),
    ]
)
