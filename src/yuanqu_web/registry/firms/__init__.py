"""The list of firms, and the page of one."""
