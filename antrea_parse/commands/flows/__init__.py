"""OpenFlow flows and groups as Open vSwitch prints them: records, match and actions decoded on demand, one canonical spelling."""
