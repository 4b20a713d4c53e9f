/// Deliveries of the queue leave the index by state: a million of them are counted by their
/// releases' phase, and every lift would take its own out of it.
enum M0002 {
  static let sql = """
    DROP INDEX deliveries_by_state;
    CREATE INDEX deliveries_by_state ON deliveries (state, output)
    WHERE state IN ('attempting', 'failed', 'retrying');
    """
}
