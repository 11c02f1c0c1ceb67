# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY .swcrc nest-cli.json tsconfig.json tsconfig.build.json ./
COPY migrations migrations
COPY src src
RUN npm run build
RUN npm prune --omit=dev --no-audit --no-fund
# What the code compiles to counts for the user and the flags that it was made with; the image's user may read it only.
RUN mkdir -p node_modules/.cache/quire && chown node:node node_modules/.cache/quire
USER node
RUN node --max-semi-space-size=16 --heap-growing-percent=50 --no-allocation-site-pretenuring --v8-pool-size=1 dist/src/cli/compile.js && chmod -R a+rX node_modules/.cache/quire

FROM node:24-slim
# A request cannot reach a prototype through an accessor that is not there.
ENV NODE_ENV=production NODE_OPTIONS=--disable-proto=delete
WORKDIR /app
COPY package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# Where mails go without MAIL_URL.
RUN mkdir .data && chown node:node .data
# Nothing else in the image belongs to this user: what runs cannot change what it runs.
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --start-interval=1s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=50", "--no-allocation-site-pretenuring", "--v8-pool-size=1", "dist/src/main.js"]
