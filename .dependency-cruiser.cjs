module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core/ decides and renders: no ports, no adapters, no plugins, no AWS, nothing of Node.',
      from: { path: '^core/' },
      to: { pathNot: ['^core/', '^node_modules/(zod|temporal-polyfill|liquidjs|yaml)/'] },
    },
    {
      name: 'use-cases-see-ports-only',
      severity: 'error',
      comment: 'app/ works over ports; which tool or cloud stands behind one is not its business.',
      from: { path: '^app/' },
      to: { path: '^(adapters|plugins|lambdas|lib|bin)/' },
    },
    {
      name: 'plugins-see-ports-and-core',
      severity: 'error',
      from: { path: '^plugins/' },
      to: { path: '^(adapters|lambdas|lib|bin)/' },
    },
    {
      name: 'plugins-do-not-know-each-other',
      severity: 'error',
      comment: 'A channel, source, check or action is one folder: what two of them share lies above both.',
      from: { path: '^plugins/(channels|sources|checks|actions)/([^/]+)/' },
      to: { path: '^plugins/(channels|sources|checks|actions)/([^/]+)/', pathNot: '^plugins/$1/$2/' },
    },
    {
      name: 'phases-do-not-know-each-other',
      severity: 'error',
      comment: 'A step of one phase does not reach into another; what they share is core, app or _runtime.',
      from: { path: '^lambdas/([^_/]+)/' },
      to: { path: '^lambdas/([^_/]+)/', pathNot: '^lambdas/($1|_runtime)/' },
    },
    {
      name: 'product-stands-alone',
      severity: 'error',
      comment: 'What is deployed knows neither simulator, nor local engine, nor CLI, nor tests.',
      from: { path: '^(core|app|web|plugins|lambdas|adapters|lib|bin)/', pathNot: '^bin/tocsin.mjs$' },
      to: { path: '^(simulator|local|cli|test)/' },
    },
    {
      name: 'adapters-see-ports-and-core',
      severity: 'error',
      comment:
        'adapters/aws joins the plugins to their clients and settings; nothing else of the product is known to it.',
      from: { path: '^adapters/' },
      to: { path: '^(lambdas|lib|bin)/' },
    },
    {
      name: 'pages-see-core-only',
      severity: 'error',
      comment: 'web/ renders what it is given; reading and acting are for app/ and the handler.',
      from: { path: '^web/' },
      to: { path: '^(app|adapters|plugins|lambdas|lib|bin)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment:
        'A record loads its effects when they are used, and those know its types: neither makes a cycle at start.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
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
