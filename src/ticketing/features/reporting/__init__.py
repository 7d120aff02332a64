"""What Grafana and analysts read: the schema ``reporting``, and the tables that keep it quick."""
