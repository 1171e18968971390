"""The central database and the road to it: schema, certificates, the station's client, the agency's side."""
