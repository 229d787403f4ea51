// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "swift-task-tracing",
    products: [
        .library(name: "TaskTracing", targets: ["TaskTracing"]),
        // For users' own tests: the trace of a piece of code, asked and expected of.
        .library(name: "TaskTracingTestKit", targets: ["TaskTracingTestKit"]),
        .executable(name: "task-trace", targets: ["task-trace"]),
        // What `task-trace record` loads into a program.
        .library(name: "TaskTracingPreload", type: .dynamic, targets: ["TaskTracingPreload"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
    ],
    targets: [
        // Shared by both sides: the vocabulary, the file and its schema.
        .target(name: "TraceModel"),
        .target(name: "CEmbeddedFiles"),
        .target(name: "EmbeddedFiles", dependencies: ["CEmbeddedFiles"]),
        .target(
            name: "TraceSchema", dependencies: ["EmbeddedFiles"], path: "Migrations",
            exclude: ["README.md", "schema", "views"]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CBatchTable", dependencies: ["CSQLite"]),
        .target(name: "TraceStore", dependencies: ["TraceModel", "TraceSchema", "CSQLite", "CBatchTable"]),
        .target(name: "CSymbolTable"),
        .target(name: "TraceSymbols", dependencies: ["CSymbolTable", "TraceModel", "TraceStore"]),

        // The write side: in the traced program.
        .target(name: "CTaskProbe", dependencies: ["CSymbolTable"]),
        .target(
            name: "TraceCollector", dependencies: ["TraceModel", "TraceStore", "TraceSymbols", "CTaskProbe"]),
        // What a killed recording has left.
        .target(
            name: "TraceRecovery",
            dependencies: ["TraceModel", "TraceStore", "TraceSymbols", "TraceCollector"]),
        .target(
            name: "TaskTracing",
            dependencies: [
                "TraceModel", "TraceStore", "TraceCollector", "TraceRecovery", "TraceSymbols", "CTaskProbe",
                .product(name: "Logging", package: "swift-log"),
            ]),

        // The same from outside, for a program that knows nothing of the tracer.
        // It brings no Swift runtime along: the program has its own. (Flags that bar the product, and only it, from
        // being another package's dependency.)
        .target(
            name: "TaskTracingPreload", dependencies: ["CTaskProbe", "CSymbolTable"],
            exclude: ["nothing.map"],
            linkerSettings: [
                .unsafeFlags([
                    "-static-stdlib", "-nostartfiles", "-Xlinker", "--as-needed",
                    // Nothing of it may stand in for what the program calls by the same name.
                    "-Xlinker",
                    "--version-script=\(Context.packageDirectory)/Sources/TaskTracingPreload/nothing.map",
                ])
            ]),
        .target(name: "CProgramLauncher"),
        .target(
            name: "ProgramRecorder",
            dependencies: [
                "TraceModel", "TraceStore", "TraceCollector", "TraceRecovery", "TraceSymbols", "CTaskProbe",
                "CProgramLauncher",
            ]),

        // The read side: reports.
        .target(
            name: "ReportLibrary", dependencies: ["EmbeddedFiles"], path: "Reports",
            exclude: ["README.md", "queries", "templates"]),
        .target(
            name: "TraceReporting",
            dependencies: ["TraceModel", "TraceStore", "TraceSymbols", "ReportLibrary"]),

        .target(
            name: "TaskTracingTestKit",
            dependencies: [
                "TaskTracing", "TraceStore", "TraceReporting",
                .product(name: "Logging", package: "swift-log"),
            ]),

        // The command, and the programs it shows.
        .target(
            name: "DocumentPrograms",
            dependencies: ["TaskTracing", .product(name: "Logging", package: "swift-log")],
            path: "Examples/DocumentPrograms"),
        .executableTarget(name: "quick-start", dependencies: ["TaskTracing"], path: "Examples/QuickStart"),
        .executableTarget(
            name: "task-trace",
            dependencies: [
                "TraceModel", "TraceStore", "TraceCollector", "TraceRecovery", "TraceReporting",
                "TaskTracing", "ProgramRecorder", "DocumentPrograms",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Programs for the tests of `record`: they know nothing of the tracer.
        .executableTarget(name: "recorded-program", path: "Tests/Programs/RecordedProgram"),
        // Programs with one planted trouble each, and their healthy twins.
        .executableTarget(name: "zoo", dependencies: ["TaskTracing"], path: "Tests/Zoo/Programs"),
        // A benchmark of what other packages do not see.
        .executableTarget(
            name: "ingest",
            dependencies: [
                "CTaskProbe", "TraceCollector", "TraceStore", "TraceReporting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Sources/ingest"),
        .target(name: "CHotPath", dependencies: ["CTaskProbe"], path: "Benchmarks/Sources/CHotPath"),
        .executableTarget(
            name: "hot", dependencies: ["CHotPath", "CTaskProbe", "TaskTracing"],
            path: "Benchmarks/Sources/hot"),
        // For Scripts/memory-bench.
        .executableTarget(name: "memory", dependencies: ["TaskTracing"], path: "Benchmarks/Sources/memory"),
        // For the crash trials: traces itself, or is recorded.
        .executableTarget(
            name: "crash-program", dependencies: ["TaskTracing"], path: "Tests/Programs/CrashProgram"),
        // For Scripts/soak.
        .executableTarget(
            name: "soak-program", dependencies: ["TaskTracing"], path: "Tests/Programs/SoakProgram"),
        .target(
            name: "TraceFixtures", dependencies: ["TraceStore", "TraceModel"], path: "Tests/TraceFixtures"),
        .testTarget(
            name: "TaskTracingTests",
            dependencies: [
                "TaskTracing", "TraceModel", "TraceStore", "TraceCollector", "TraceReporting",
                "DocumentPrograms", "CTaskProbe", "TraceSymbols",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "TraceStoreTests",
            dependencies: [
                "TraceStore", "TraceModel", "TraceSchema", "EmbeddedFiles", "TraceFixtures", "CTaskProbe",
            ],
            exclude: ["Released"]),
        .testTarget(
            name: "TraceReportingTests",
            dependencies: [
                "TraceReporting", "TraceStore", "TraceModel", "ReportLibrary", "TraceFixtures", "TaskTracing",
            ],
            exclude: ["Golden"]),
        .testTarget(
            name: "TestKitTests",
            dependencies: ["TaskTracingTestKit", .product(name: "Logging", package: "swift-log")]),
        // CPython's own cases of asyncio, held by the library.
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "TaskTracing", "TaskTracingTestKit", "TraceReporting",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["README.md", "Cases"]),
        // Random programs that know what they did.
        .testTarget(
            name: "FidelityTests",
            dependencies: [
                "TaskTracing", "TraceStore", "TraceReporting", "TraceRecovery", "TraceCollector",
                "TraceSymbols",
                "CTaskProbe", "DocumentPrograms",
            ]),
        .testTarget(
            name: "ZooTests",
            dependencies: ["zoo", "task-trace", "TraceReporting", "TraceStore", "TraceFixtures"]),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "task-trace", "TraceModel", "TraceStore", "TraceFixtures", "TaskTracing", "TraceRecovery",
            ]),
    ],
    cLanguageStandard: .c2x
)

for target in package.targets where target.type != .system {
    let isC =
        target.name.first == "C" && target.name.dropFirst().first?.isUppercase == true && target.type != .test
        || target.name == "TaskTracingPreload"
    if isC {
        target.cSettings = [.treatAllWarnings(as: .error), .define("_GNU_SOURCE")]
    } else {
        target.swiftSettings = [
            .strictMemorySafety(),
            .treatAllWarnings(as: .error),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
            .enableUpcomingFeature("ExistentialAny"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
            .enableUpcomingFeature("InternalImportsByDefault"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
    }
}
