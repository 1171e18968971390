"""The agency's program: schema and migrations, intake, receipts, matcher, shards, metrics, witness, certificates."""
