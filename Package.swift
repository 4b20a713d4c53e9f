// swift-tools-version: 6.2

import PackageDescription

/// The language settings of every Swift target of ours (docs/architecture.md, "Style").
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
func nio(_ product: String) -> Target.Dependency { .product(name: product, package: "swift-nio") }

/// A library target of ours with the strict settings.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A test target of ours; what it tests and whatever else it needs. Fixtures are read by path.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "embargod",
  products: [
    .executable(name: "embargod", targets: ["embargod"]),
    .executable(name: "embargoctl", targets: ["embargoctl"]),
    .executable(name: "embargod-witness", targets: ["embargod-witness"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.36.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .target(name: "CLedger", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(name: "CLinux"),
    .target(name: "CToml"),
    library("EmbargoTime", []),
    library("EmbargoTOML", ["CToml"]),
    library("EmbargoCore", ["EmbargoTime", "EmbargoTOML", crypto]),
    library("EmbargoLedger", ["CLedger", "EmbargoCore", "EmbargoTime", crypto, grdb, sqlite]),
    library("EmbargoSystem", ["CLinux"]),
    library(
      "EmbargoOutputs",
      [
        "EmbargoCore", "EmbargoTime", "EmbargoSystem", crypto, mustache,
        nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"), nio("NIOTLS"), nioSSL,
      ]),
    library("EmbargoControl", ["EmbargoCore", "EmbargoTime"]),
    library(
      "EmbargoDaemon",
      [
        "EmbargoOutputs", "EmbargoLedger", "EmbargoSystem", "EmbargoControl", "EmbargoCore",
        "EmbargoTime", "EmbargoTOML", crypto, log, hummingbird, hummingbirdCore, lifecycle, signals,
        nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
    library(
      "EmbargoCommands",
      [
        "EmbargoControl", "EmbargoCore", "EmbargoTime", "EmbargoTOML", "EmbargoLedger",
        "EmbargoSystem", arguments, mustache, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
        nio("NIOTLS"), nioSSL,
      ]),
    library(
      "EmbargoWitness",
      [
        "EmbargoControl", "EmbargoSystem", "EmbargoTime", arguments, nio("NIOCore"),
        nio("NIOHTTP1"), nio("NIOPosix"), nioSSL,
      ]),
    library(
      "EmbargoSimulation",
      ["EmbargoDaemon", "EmbargoOutputs", "EmbargoLedger", "EmbargoCore", "EmbargoTime"]),
    .executableTarget(
      name: "embargod",
      dependencies: [
        "EmbargoDaemon", "EmbargoCommands", "EmbargoWitness", "EmbargoControl", "EmbargoSystem",
        arguments, log,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "embargoctl", dependencies: ["EmbargoCommands"], swiftSettings: strict),
    .executableTarget(
      name: "embargod-witness", dependencies: ["EmbargoWitness", arguments],
      swiftSettings: strict),
    .executableTarget(
      name: "embargod-simulate", dependencies: ["EmbargoSimulation", arguments],
      swiftSettings: strict),
    .executableTarget(
      name: "embargod-days",
      dependencies: [
        "EmbargoDaemon", "EmbargoLedger", "EmbargoOutputs", "EmbargoControl", "EmbargoCore",
        "EmbargoSystem", "EmbargoTime", arguments,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "embargod-bench",
      dependencies: ["EmbargoCore", "EmbargoTime", "EmbargoSystem", arguments],
      swiftSettings: strict),
    .target(name: "TestPrograms", path: "Tests/TestPrograms", swiftSettings: strict),
    tests("EmbargoTimeTests", ["EmbargoTime"], exclude: ["Fixtures"]),
    tests("EmbargoTOMLTests", ["EmbargoTOML", "TestPrograms"], exclude: ["Fixtures"]),
    tests(
      "EmbargoCoreTests",
      ["EmbargoCore", "EmbargoTime", "EmbargoTOML", "TestPrograms", crypto],
      exclude: ["Fixtures"]),
    tests(
      "EmbargoLedgerTests",
      ["EmbargoLedger", "EmbargoSimulation", "EmbargoCore", "EmbargoTime", grdb, sqlite]),
    tests("EmbargoSystemTests", ["EmbargoSystem", "CLinux"]),
    tests(
      "EmbargoOutputsTests",
      [
        "EmbargoOutputs", "EmbargoCore", "EmbargoTime", "EmbargoSystem", "TestPrograms", crypto,
        nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"), nioSSL,
      ],
      exclude: ["Fixtures"]),
    tests("EmbargoControlTests", ["EmbargoControl", "EmbargoCore", "EmbargoTime"]),
    tests(
      "EmbargoDaemonTests",
      [
        "EmbargoDaemon", "EmbargoSimulation", "EmbargoControl", "EmbargoCore", "EmbargoLedger",
        "EmbargoOutputs", "EmbargoSystem", "EmbargoTOML", "EmbargoTime", log, hummingbird,
        lifecycle, nio("NIOCore"), nio("NIOPosix"),
      ]),
    tests(
      "EmbargoCommandsTests",
      [
        "EmbargoCommands", "EmbargoControl", "EmbargoCore", "EmbargoLedger", "EmbargoTime",
        "TestPrograms", arguments, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
      ]),
    tests("EmbargoWitnessTests", ["EmbargoWitness", "EmbargoControl", "EmbargoTime"]),
    tests("EmbargoSimulationTests", ["EmbargoSimulation", "EmbargoCore", "EmbargoTime"]),
    tests("TidyTests", []),
  ],
  cxxLanguageStandard: .cxx17
)
