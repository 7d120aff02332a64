"""Issues from elsewhere: reads the CSV that Jira exports and turns it into issues of this tracker.

`jira_csv` reads a file row by row, `jira_mapping` turns a row into an issue with the tables in
`jira_values`, `wiki` turns Jira's markup into Markdown, and `report` adds up what happened.
"""
