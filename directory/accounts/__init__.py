"""Who acts: accounts of people, how they prove who they are, their sessions and roles."""
