'use strict'

/** Gives handlers the normalised configuration as the module `longshore:config`: no YAML and no schema at run time. */
module.exports = (serverless) => [
  {
    name: 'longshore-config',
    setup(build) {
      const { packagedConfig } = require('./shared/config/derive/package-parts.ts')
      const stage = serverless.service.provider.stage
      build.onResolve({ filter: /^longshore:config$/ }, ({ path }) => ({ path, namespace: 'longshore' }))
      build.onLoad({ filter: /^longshore:config$/, namespace: 'longshore' }, () => ({
        contents: JSON.stringify(packagedConfig(__dirname, stage)),
        loader: 'json',
      }))
    },
  },
]
