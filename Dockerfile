# docker build --tag organism-lab .
# docker run --publish 8501:8501 --volume organism-lab:/runs organism-lab
# Nothing but /runs and /tmp is written to, and no privilege is needed: --read-only --tmpfs /tmp
# --cap-drop ALL --security-opt no-new-privileges may be added. scripts/read_only_test.py shows it.
FROM python:3.11-slim-bookworm

# On x86 the standard index's torch brings gigabytes of CUDA. Give the address of PyTorch's CPU
# index, as its installation page names it, for an image a tenth of the size.
ARG TORCH_INDEX=""

WORKDIR /app
COPY requirements.txt requirements.lock ./
# All but torch by its hash; then torch in the build that the index has, which finds what it needs.
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock && \
    pip install --no-cache-dir ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} \
    --requirement requirements.txt && \
    pip check

RUN useradd --uid 1000 --create-home lab && install --directory --owner lab /runs
COPY . .

USER 1000
# Compiled training steps are kept outside the read-only code.
ENV ORGNET_HOME=/runs NUMBA_CACHE_DIR=/tmp/numba
VOLUME /runs
EXPOSE 8501
# Asks the store of runs, too, not only whether Streamlit answers.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from os import environ, path; from urllib.request import urlopen; urlopen('http://127.0.0.1:8501' + path.join('/', environ.get('STREAMLIT_SERVER_BASE_URL_PATH', ''), 'organism/health'), timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0"]
