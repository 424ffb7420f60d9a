"""The subcommands of `yuanqu`: one module each, with register(commands, common, lang) and run(options, session)."""
