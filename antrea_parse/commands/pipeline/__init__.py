"""What flows mean to Antrea: tables and stages by version, registers, cookies, facts with the lines that say them.

Source: antrea pkg/agent/openflow (pipeline.go, framework.go, fields.go, cookie/allocator.go), tags v0.1.0 to v2.7.0.
"""
