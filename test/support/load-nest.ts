/**
 * Loads Nest's ES modules before a test's own graph: a CommonJS package that requires them (the throttler) would
 * otherwise meet them half evaluated, which Jest refuses.
 */
import '@nestjs/common';
import '@nestjs/core';
