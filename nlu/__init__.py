"""What the customer's words mean: text, entities, tags. Pure: no database, no network."""
