"""The engines that are compared, each behind `base.Engine`."""
