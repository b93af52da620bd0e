module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core/ decides; it reaches neither AWS, nor Node, nor any other room.',
      from: { path: '^core/' },
      to: { pathNot: ['^core/', '^node_modules/(zod|temporal-polyfill|liquidjs|yaml)/'] },
    },
    {
      name: 'phases-do-not-know-each-other',
      severity: 'error',
      comment: 'A step of one room does not reach into another; what they share is core or _runtime.',
      from: { path: '^lambdas/([^_/]+)/' },
      to: { path: '^lambdas/([^_/]+)/', pathNot: '^lambdas/($1|_runtime)/' },
    },
    {
      name: 'product-stands-alone',
      severity: 'error',
      comment: 'What is deployed knows neither simulator, nor local engine, nor CLI, nor tests.',
      from: { path: '^(core|lambdas|adapters|lib|bin)/', pathNot: '^bin/tocsin.mjs$' },
      to: { path: '^(simulator|local|cli|test)/' },
    },
    {
      name: 'adapters-see-core-only',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^(lambdas|lib|bin)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
    },
    doNotFollow: { path: 'node_modules' },
  },
};
