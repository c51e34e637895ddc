# The production image: one for web, worker, beat and migrations; docker-compose.yml says which is which.

FROM node:24-slim AS frontend
WORKDIR /frontend
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=optional
COPY static/scss static/scss
RUN npm run build

FROM python:3.13-slim
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=safeguarding.settings.production \
    DOCUMENTS_ROOT=/var/lib/safeguarding/documents
# Pango and a font: what the PDFs are set with.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin safeguarding \
    && install --directory --owner safeguarding --group safeguarding --mode 0700 /var/lib/safeguarding/documents
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY --from=frontend /frontend/node_modules node_modules
COPY . .
COPY --from=frontend /frontend/static/build static/build
# Collecting static files reads the settings, which demand values; none of these is kept in the image.
RUN SECRET_KEY=only-while-building-0123456789-abcdefghijklmnopqrstuvwxyz \
    DRAFT_KEYS=b25seS13aGlsZS1idWlsZGluZy0zMi1ieXRlcy1sb24= \
    DATABASE_URL=postgresql://building@localhost/none REDIS_URL=redis://localhost/0 \
    ALLOWED_HOSTS=localhost SITE_URL=https://localhost EMAIL_URL=consolemail:// \
    python manage.py collectstatic --noinput
# The program is root's and can't be changed by the account it runs as.
USER safeguarding
EXPOSE 8000
CMD ["gunicorn", "safeguarding.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-", \
     "--logger-class", "safeguarding.gunicorn_log.GunicornLogger"]
