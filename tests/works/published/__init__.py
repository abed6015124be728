"""A published year, FabLab and factory of Coventry 2019/20, told again to the house through its services."""
