private import ArgumentParser
private import EmbargoWitness

@main
struct Main {
  static func main() { WitnessProgram.main() }
}
