'use strict'

const leanBundles = require('./packaging/lean-bundles.cjs')
const madeModules = require('./packaging/made-modules.cjs')

module.exports = (serverless) => [...madeModules(serverless), ...leanBundles]
